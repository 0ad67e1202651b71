-- SPDX-License-Identifier: GPL-3.0-or-later
-- Bounded context customer_management.

CREATE TABLE customers (
    customer_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id uuid NOT NULL UNIQUE,
    email email_address NOT NULL UNIQUE,
    given_name character varying(100) NOT NULL,
    family_name character varying(100) NOT NULL,
    display_name text GENERATED ALWAYS AS (given_name || ' ' || family_name) STORED,
    country country_code NOT NULL DEFAULT 'JP',
    birth_date date,
    is_active boolean NOT NULL DEFAULT true,
    tags tag_list NOT NULL DEFAULT '{}',
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now()
);
COMMENT ON TABLE customers IS 'People and companies that have an account in the shop';
COMMENT ON COLUMN customers.public_id IS 'Identifier shown to other systems; the key never leaves the database';
COMMENT ON COLUMN customers.email IS 'Login name and address of notifications; personal data';
COMMENT ON COLUMN customers.display_name IS 'Computed from the two names';
COMMENT ON COLUMN customers.tags IS 'Free labels of the support team';

CREATE TABLE customer_profiles (
    customer_id bigint PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
    phone character varying(32),
    home_address postal_address,
    avatar bytea,
    attributes jsonb NOT NULL DEFAULT '{}',
    loyalty_points integer NOT NULL DEFAULT 0,
    loyalty_rate real NOT NULL DEFAULT 0.01,
    lifetime_value numeric NOT NULL DEFAULT 0,
    last_seen_from inet,
    verified_at timestamp without time zone
);
COMMENT ON TABLE customer_profiles IS 'What is known of a customer beyond the account';
COMMENT ON COLUMN customer_profiles.home_address IS 'Composite value; delivery_addresses holds the addresses that are shipped to';
COMMENT ON COLUMN customer_profiles.lifetime_value IS 'Sum of all paid orders in yen, kept without a fixed precision';
COMMENT ON COLUMN customer_profiles.attributes IS 'Answers of the onboarding form';

CREATE TABLE customer_preferences (
    customer_id bigint NOT NULL REFERENCES customers ON DELETE CASCADE,
    channel notification_channel NOT NULL,
    enabled boolean NOT NULL DEFAULT true,
    quiet_hours_start time without time zone,
    quiet_hours_end time with time zone,
    language character varying(8) NOT NULL DEFAULT 'ja',
    settings hstore NOT NULL DEFAULT '',
    PRIMARY KEY (customer_id, channel)
);
COMMENT ON TABLE customer_preferences IS 'How a customer wants to be reached, one row a channel';
COMMENT ON COLUMN customer_preferences.settings IS 'Key and value pairs of older clients';
