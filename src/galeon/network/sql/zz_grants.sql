-- Where we go and by what is no secret.
GRANT SELECT ON country, port, site, service, service_country, service_leg, number_range TO galeon_customer;
