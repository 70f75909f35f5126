-- One service's role and database. :service is set by databases.sh.
\set password `cat /run/secrets/:service.password`

-- A statement that fails is written to the server's log, and this one would carry the password.
SET log_statement = 'none';
SET log_min_error_statement = 'panic';

SELECT format('CREATE ROLE %I', :'service')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'service')
\gexec

ALTER ROLE :"service"
    LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'password';

SELECT format('CREATE DATABASE %I OWNER %I', :'service', :'service')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'service')
\gexec

-- Everybody may connect to a new database; here only its owner (and the superuser) may.
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
REVOKE CONNECT ON DATABASE template1 FROM PUBLIC;
