-- SPDX-License-Identifier: GPL-3.0-or-later
-- Bounded context marketing_campaigns.

CREATE TABLE campaigns (
    campaign_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    channel notification_channel NOT NULL,
    budget money NOT NULL,
    runs daterange NOT NULL,
    target_countries country_code[] NOT NULL DEFAULT '{}',
    expected_return percentage,
    brief text,
    is_paused boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE campaigns IS 'Campaigns, past and planned';
COMMENT ON COLUMN campaigns.target_countries IS 'Empty means every country';

CREATE TABLE customer_segments (
    segment_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    rule jsonb NOT NULL,
    order_value numrange,
    age int4range,
    member_count bigint NOT NULL DEFAULT 0,
    refreshed_at timestamp without time zone
);
COMMENT ON TABLE customer_segments IS 'Groups of customers, defined by a rule';

CREATE TABLE marketing_events (
    event_id bigserial PRIMARY KEY,
    campaign_id integer NOT NULL REFERENCES campaigns,
    segment_id integer REFERENCES customer_segments,
    customer_id bigint REFERENCES customers ON DELETE SET NULL,
    kind character varying(20) NOT NULL CHECK (kind IN ('sent', 'opened', 'clicked', 'bought', 'unsubscribed')),
    attributed_value numeric(10, 2),
    happened_at timestamp with time zone NOT NULL
);
COMMENT ON TABLE marketing_events IS 'What customers did with a campaign';
COMMENT ON COLUMN marketing_events.attributed_value IS 'Part of an order''s value that is put down to the campaign';
CREATE INDEX marketing_events_campaign ON marketing_events (campaign_id, kind);
