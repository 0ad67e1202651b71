-- SPDX-License-Identifier: GPL-3.0-or-later
-- Bounded context shipping_logistics.

CREATE TABLE delivery_addresses (
    address_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers ON DELETE CASCADE,
    recipient text NOT NULL,
    line1 text NOT NULL,
    line2 text,
    city text NOT NULL,
    prefecture character varying(40),
    postal_code character varying(16) NOT NULL,
    country country_code NOT NULL DEFAULT 'JP',
    position point,
    is_default boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE delivery_addresses IS 'Where parcels may go';
COMMENT ON COLUMN delivery_addresses.position IS 'Longitude and latitude';

CREATE TABLE shipments (
    shipment_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders,
    address_id bigint NOT NULL REFERENCES delivery_addresses,
    status shipment_status NOT NULL DEFAULT 'created',
    carrier character varying(40) NOT NULL,
    tracking_number character varying(40) UNIQUE,
    weight_grams integer,
    dimensions box,
    label bytea,
    handed_over_at timestamp with time zone,
    transit_time interval
);
COMMENT ON TABLE shipments IS 'Parcels; a large order has several';
COMMENT ON COLUMN shipments.label IS 'The printed label as PDF';

CREATE TABLE tracking_events (
    event_id bigserial PRIMARY KEY,
    shipment_id bigint NOT NULL REFERENCES shipments ON DELETE CASCADE,
    status shipment_status NOT NULL,
    place text,
    coordinates point,
    carrier_payload json,
    happened_at timestamp with time zone NOT NULL
);
COMMENT ON TABLE tracking_events IS 'What the carrier reports about a parcel';
COMMENT ON COLUMN tracking_events.carrier_payload IS 'The message exactly as it came, so json and not jsonb';
CREATE INDEX tracking_events_shipment ON tracking_events (shipment_id, happened_at);
