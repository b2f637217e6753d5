"""Invented people in real places: who the sample company's parcels go to. Names are written as their owners write them."""

from msgspec import Struct


class Folk(Struct, frozen=True):
    """People of one country. places: (city, state, postcode); streets hold {n} where the house number stands."""

    country: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    streets: tuple[str, ...]
    places: tuple[tuple[str, str, str], ...]
    phone: str
    family_first: bool = False
    joiner: str = " "


def _folk(
    country: str,
    given: str,
    family: str,
    streets: str,
    places: str,
    phone: str,
    *,
    family_first: bool = False,
    joiner: str = " ",
) -> Folk:
    cut = [tuple(part.strip() for part in place.split(",")) for place in places.split("|")]
    return Folk(
        country, tuple(given.split("|")), tuple(family.split("|")), tuple(streets.split("|")),
        tuple((city, state, postcode) for city, state, postcode in cut), phone, family_first, joiner,
    )  # fmt: skip


FOLK: dict[str, Folk] = {
    folk.country: folk
    for folk in (
        _folk(
            "US", "Emily|James|Olivia|Marcus|Sofía|Noah|Grace|Tyler|Ava|Ethan", "Carter|Nguyen|Ramírez|Johnson|O'Brien|Patel|Kim",
            "{n} Maple Ave|{n} W 5th St|{n} Sunset Blvd|{n} Oak Ridge Dr|{n} N Clark St Apt 4B|{n} Peachtree Rd NE",
            "Los Angeles, CA, 90013|Seattle, WA, 98109|Austin, TX, 78704|Chicago, IL, 60614|Brooklyn, NY, 11215"
            "|Miami, FL, 33131|Denver, CO, 80205|Portland, OR, 97209|Atlanta, GA, 30309|Phoenix, AZ, 85004",
            "+1 213 555 01{n2}",
        ),
        _folk(
            "CA", "Liam|Chloé|Jacob|Maëlle|Hannah", "Tremblay|MacDonald|Singh|Gagné", "{n} Rue Saint-Denis|{n} Queen St W|{n} Granville St",
            "Montréal, QC, H2X 3K8|Toronto, ON, M5V 2B4|Vancouver, BC, V6Z 1L2", "+1 514 555 01{n2}",
        ),
        _folk(
            "MX", "María José|Ángel|Ximena|Íñigo|Lucía", "Hernández|Muñoz|Ibáñez|Peña", "Av. Insurgentes Sur {n}|Calle Niños Héroes {n}",
            "Ciudad de México, CMX, 03100|Guadalajara, JAL, 44100|Monterrey, NLE, 64000", "+52 55 5555 01{n2}",
        ),
        _folk(
            "GB", "Oliver|Amelia|Harry|Isla|Siân", "Smith|Evans|Campbell|Hughes", "{n} High Street|{n} Victoria Road|Flat 2, {n} Mill Lane",
            "London, , SE1 7PB|Manchester, , M1 4BT|Edinburgh, , EH1 1YZ|Cardiff, , CF10 1EP", "+44 20 7946 01{n2}",
        ),
        _folk(
            "DE", "Jürgen|Anneliese|Björn|Käthe|Lukas", "Müller|Schäfer|Weiß|Groß|Krämer",
            "Goethestraße {n}|Lindenallee {n}|Am Mühlbach {n}",
            "Berlin, , 10115|München, , 80331|Köln, , 50667|Leipzig, , 04109|Hamburg, , 20095", "+49 30 5550 01{n2}",
        ),
        _folk(
            "FR", "Zoé|François|Élise|Loïc|Noémie", "Lefèvre|Dubois|Gauthier|Prévost", "{n} rue de l'Église|{n} bis avenue Foch|{n} quai des Célestins",
            "Paris, , 75004|Lyon, , 69002|Marseille, , 13001|Nantes, , 44000", "+33 1 55 55 01 {n2}",
        ),
        _folk(
            "ES", "Begoña|Íñigo|Núria|Álvaro|Martín", "Muñoz|Fernández|Puig|Ibáñez|Peñalver",
            "Calle de Alcalá {n}, 3º B|Carrer de Mallorca {n}|Avenida de la Constitución {n}",
            "Madrid, , 28009|Barcelona, , 08013|Sevilla, , 41001|València, , 46002|Las Palmas, , 35003", "+34 910 555 1{n2}",
        ),
        _folk(
            "PT", "João|Inês|Gonçalo|Conceição", "Magalhães|Simões|Conceição", "Rua da Boavista {n}|Avenida da Liberdade {n}",
            "Lisboa, , 1250-140|Porto, , 4050-101", "+351 21 555 01{n2}",
        ),
        _folk(
            "IT", "Niccolò|Giulia|Matteo|Chiara", "Rossi|D'Angelo|Esposito|Bernabò", "Via Garibaldi {n}|Corso Umberto I {n}",
            "Roma, RM, 00184|Milano, MI, 20121|Napoli, NA, 80138", "+39 06 5555 01{n2}",
        ),
        _folk(
            "NL", "Daan|Sanne|Jörgen|Fleur", "de Vries|van den Berg|Koëter", "Prinsengracht {n}|Dorpsstraat {n}",
            "Amsterdam, , 1016 GV|Utrecht, , 3511 BN", "+31 20 555 01{n2}",
        ),
        _folk(
            "PL", "Łukasz|Agnieszka|Wojciech|Małgorzata", "Wójcik|Kowalczyk|Żak|Święcicki", "ul. Świętokrzyska {n}|ul. Długa {n}/4",
            "Warszawa, , 00-360|Kraków, , 31-147|Łódź, , 90-001", "+48 22 555 01 {n2}",
        ),
        _folk(
            "CZ", "Jiří|Kateřina|Ondřej", "Dvořák|Růžičková|Šťastný", "Vinohradská {n}|Příčná {n}", "Praha, , 120 00|Brno, , 602 00",
            "+420 255 555 1{n2}",
        ),
        _folk(
            "HU", "Győző|Erzsébet|Dezső", "Szőke|Őry|Kővári|Fűzfa", "Erdő utca {n}.|Hősök tere {n}.", "Budapest, , 1051|Győr, , 9021",
            "+36 1 555 01{n2}", family_first=True,
        ),
        _folk(
            "TR", "Çağla|Tuğba|İbrahim|Özgür|Gökçe", "Yıldırım|Öztürk|Şahin|Erdoğdu", "Bağdat Caddesi No: {n}|İstiklal Cad. {n}/3",
            "İstanbul, , 34728|Ankara, , 06420|İzmir, , 35220", "+90 212 555 01 {n2}",
        ),
        _folk(
            "GR", "Γιώργος|Ελένη|Νίκος|Αικατερίνη", "Παπαδόπουλος|Αγγελοπούλου|Δημητρίου", "Λεωφόρος Κηφισίας {n}|Οδός Ερμού {n}",
            "Αθήνα, , 105 63|Θεσσαλονίκη, , 546 24", "+30 21 0555 01{n2}",
        ),
        _folk(
            "UA", "Олена|Тарас|Юлія|Андрій|Юрій", "Шевченко|Коваленко|Ґалаґан|Лисенко", "вул. Хрещатик {n}|просп. Свободи {n}",
            "Київ, , 01001|Львів, , 79000|Одеса, , 65026", "+380 44 555 01 {n2}",
        ),
        _folk(
            "BG", "Цветелина|Георги|Ивайло", "Димитров|Йорданова|Стоянов", "бул. Витоша {n}|ул. Цар Симеон {n}", "София, , 1000|Пловдив, , 4000",
            "+359 2 555 01{n2}",
        ),
        _folk(
            "JP", "さくら|太郎|美咲|健一|ユミ", "佐藤|鈴木|高橋|渡辺", "神宮前{n}-5-2 コーポ渋谷 201号|本町{n}丁目8-16", "東京都渋谷区, , 150-0001|大阪市中央区, , 541-0053|福岡市博多区, , 812-0011",
            "+81 3 5550 01{n2}", family_first=True,
        ),
        _folk(
            "KR", "지훈|서연|민준|하은", "김|이|박|최", "강남대로 {n}길 12, 101동 1203호|세종대로 {n}", "서울특별시, , 06236|부산광역시, , 48058", "+82 2 555 01{n2}",
            family_first=True, joiner="",
        ),
        _folk(
            "AE", "محمد|فاطمة|خالد|نورة", "المنصوري|الهاشمي|العامري", "شارع الشيخ زايد {n}|شارع الكورنيش {n}", "دبي, , |أبو ظبي, , ", "+971 4 555 01{n2}",
        ),
        _folk(
            "SA", "عبد الله|سارة|فهد|ريم", "القحطاني|الحربي|الدوسري", "طريق الملك فهد {n}|شارع التحلية {n}", "الرياض, , 12211|جدة, , 23326",
            "+966 11 555 01{n2}",
        ),
        _folk(
            "IL", "נועה|יוסי|תמר|אורי", "כהן|לוי|מזרחי", "רחוב דיזנגוף {n}|שדרות רוטשילד {n}", "תל אביב, , 6433222|חיפה, , 3303145", "+972 3 555 01{n2}",
        ),
        _folk(
            "TH", "สมชาย|กมลวรรณ|ณัฐวุฒิ|พิมพ์ชนก", "ศรีสุข|วงศ์ประเสริฐ|แก้วมณี", "{n} ถนนสุขุมวิท|{n}/8 ซอยอารีย์", "กรุงเทพมหานคร, , 10110|เชียงใหม่, , 50200",
            "+66 2 555 01{n2}",
        ),
        _folk(
            "HK", "嘉欣|志明|詠詩", "陳|黃|李|張", "彌敦道{n}號 12樓B室|皇后大道中{n}號", "香港九龍, , |香港中環, , ", "+852 5555 01{n2}", family_first=True, joiner="",
        ),
        _folk(
            "SG", "Wei Ling|Arjun|Siti|Jia Hao", "Tan|Lim|Rahman|Nair", "Blk {n} Ang Mo Kio Ave 3 #08-121|{n} Orchard Road", "Singapore, , 560215|Singapore, , 238823",
            "+65 6555 01{n2}",
        ),
        _folk(
            "AU", "Charlotte|Jack|Matilda|Angus", "Wilson|Nguyen|O'Connor", "{n} Collins St|Unit 3/{n} Bondi Rd", "Melbourne, VIC, 3000|Bondi, NSW, 2026|Perth, WA, 6000",
            "+61 2 5550 01{n2}",
        ),
        _folk(
            "BR", "João Pedro|Conceição|Thaís|Luís", "Gonçalves|Araújo|Magalhães", "Rua das Acácias, {n}|Av. Paulista, {n} - apto 71", "São Paulo, SP, 01310-100|Curitiba, PR, 80010-000",
            "+55 11 5555-01{n2}",
        ),
    )
}  # fmt: skip
