-- SPDX-License-Identifier: GPL-3.0-or-later
-- Extensions and types that the tables share. All files are loaded in name order by the owner of the database, in one
-- transaction; nothing here needs a superuser (both extensions are trusted ones).

CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA public;

CREATE TYPE order_status AS ENUM ('draft', 'placed', 'paid', 'picked', 'shipped', 'delivered', 'cancelled', 'returned');
CREATE TYPE payment_status AS ENUM ('pending', 'authorized', 'captured', 'refunded', 'failed');
CREATE TYPE shipment_status AS ENUM ('created', 'handed_over', 'in_transit', 'out_for_delivery', 'delivered', 'lost');
CREATE TYPE notification_channel AS ENUM ('email', 'sms', 'push', 'in_app');
CREATE TYPE movement_kind AS ENUM ('receipt', 'pick', 'transfer', 'adjustment', 'return');

CREATE DOMAIN email_address AS text CHECK (VALUE ~ '^[^@[:space:]]+@[^@[:space:]]+$');
CREATE DOMAIN amount AS numeric(12, 2) CHECK (VALUE >= 0);
CREATE DOMAIN percentage AS numeric(5, 2) CHECK (VALUE BETWEEN 0 AND 100);
CREATE DOMAIN country_code AS character(2) CHECK (VALUE ~ '^[A-Z]{2}$');
CREATE DOMAIN tag_list AS text[];

CREATE TYPE postal_address AS (
    line1 text,
    line2 text,
    city text,
    postal_code character varying(16),
    country character(2)
);
