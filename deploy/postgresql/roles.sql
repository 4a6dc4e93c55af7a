-- The roles and the two databases, once, as PostgreSQL's superuser:
--   psql -f roles.sql -v owner=PASSWORD -v server=PASSWORD -v backup=PASSWORD
-- localoffer_owner owns the tables and changes them; localoffer_server serves people, and row-level security holds for it;
-- localoffer_backup reads every row and writes none. The server is never given the other two passwords.
\set ON_ERROR_STOP on
SET password_encryption = 'scram-sha-256';

CREATE ROLE localoffer_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'owner';
CREATE ROLE localoffer_server LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'server';
CREATE ROLE localoffer_backup LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS PASSWORD :'backup';
GRANT pg_read_all_data TO localoffer_backup;

CREATE DATABASE records OWNER localoffer_owner TEMPLATE template0 ENCODING 'UTF8';
CREATE DATABASE conversations OWNER localoffer_owner TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE records, conversations FROM PUBLIC;
GRANT CONNECT ON DATABASE records, conversations TO localoffer_server, localoffer_backup;

GRANT TEMPORARY ON DATABASE records TO localoffer_server; -- where an import keeps what it has read

\connect records
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO localoffer_owner;
GRANT USAGE ON SCHEMA public TO localoffer_server;
ALTER DEFAULT PRIVILEGES FOR ROLE localoffer_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO localoffer_server;
ALTER DEFAULT PRIVILEGES FOR ROLE localoffer_owner GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO localoffer_server;

-- Rasa makes its one table itself; it has opaque keys and sealed words, and no tenant.
\connect conversations
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO localoffer_server;
-- What a restored backup brings is the owner's.
ALTER DEFAULT PRIVILEGES FOR ROLE localoffer_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO localoffer_server;
ALTER DEFAULT PRIVILEGES FOR ROLE localoffer_owner GRANT USAGE, SELECT ON SEQUENCES TO localoffer_server;
