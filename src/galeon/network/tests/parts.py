"""Rows in the form of UNECE's UN/LOCODE CSV, written for the tests."""

PART = """\
,"BR",,".BRAZIL",,,,,,,,
,"BR","SSZ","Santos","Santos","SP","AF","1-3-----","0307",,"2357S 04620W",
,"CN",,".CHINA",,,,,,,,
"|","CN","SHA","Shanghai","Shanghai","SH","AF","12345---","0401",,"3114N 12129E","Harbour of the city"
,"DE",,".GERMANY",,,,,,,,
,"DE","MUC","München","Munchen","BY","AF","-2345---","0601",,"4808N 01134E",
"=","DE",,"Munich = München","Munich = Munchen",,,,,,,
,"ES","XXX","Peñíscola","Peniscola","CS","RL","--3-----","0901",,"4022N 00024E",
,"FR","CDG","Charles-de-Gaulle Apt/Paris","Charles-de-Gaulle Apt/Paris","95","AI","---4----","0307",,,
,"IT","MXP","Malpensa Apt/Milano","Malpensa Apt/Milano","VA","AI","---4----","0307","MXX","4538N 00843E",
"+","NL","2BB","Nieuwe Haven","Nieuwe Haven",,"RL","--3----B","2407",,"99N 4E",
,"XZ",,".INTERNATIONAL WATERS",,,,,,,,
,"XZ","INT","High seas","High seas",,"AA","1-------","1501",,,
"""

WITHDRAWN = """\
"X","ES","XXX","Peñíscola","Peniscola","CS","XX","--3-----","2407",,"4022N 00024E",
"X","NL","2BB","Nieuwe Haven","Nieuwe Haven",,"XX","--3----B","2407",,,
"X","ES","QQQ","Nowhere","Nowhere",,"XX","--3-----","2407",,,
"""
