-- SPDX-License-Identifier: GPL-3.0-or-later
-- Bounded context order_processing.

CREATE TABLE orders (
    order_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_number character varying(20) NOT NULL UNIQUE,
    customer_id bigint NOT NULL REFERENCES customers,
    status order_status NOT NULL DEFAULT 'draft',
    subtotal amount NOT NULL,
    discount_rate percentage NOT NULL DEFAULT 0,
    shipping_fee numeric(8, 2) NOT NULL DEFAULT 0,
    exchange_rate numeric NOT NULL DEFAULT 1,
    currency character(3) NOT NULL DEFAULT 'JPY',
    shipping_address postal_address,
    placed_at timestamp with time zone,
    promised_between tstzrange,
    metadata jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE orders IS 'Orders from the first item in the basket to the last parcel at the door.
One row an order; its positions are in order_items and every change of status is in order_status_history.';
COMMENT ON COLUMN orders.status IS
    'Where the order stands. It moves from draft to placed when the customer confirms, to paid when the payment is captured, to '
    'picked when the warehouse has packed it, to shipped when the carrier has it and to delivered when the carrier says so. '
    'It may go to cancelled from any status before shipped, and to returned from delivered only.';
COMMENT ON COLUMN orders.exchange_rate IS 'Rate to yen at the time of the order, as the bank gives it';
COMMENT ON COLUMN orders.promised_between IS 'Window of delivery that the customer was promised';
CREATE INDEX orders_customer ON orders (customer_id, placed_at);

CREATE TABLE order_items (
    order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE,
    line_number smallint NOT NULL,
    variant_id bigint NOT NULL REFERENCES product_variants,
    quantity integer NOT NULL CHECK (quantity > 0),
    unit_price numeric(10, 2) NOT NULL,
    line_total numeric(14, 2) GENERATED ALWAYS AS (quantity * unit_price) STORED,
    gift_message text,
    PRIMARY KEY (order_id, line_number)
);
COMMENT ON TABLE order_items IS 'Positions of an order';
COMMENT ON COLUMN order_items.line_total IS 'Quantity times unit price, computed by the database';

CREATE TABLE order_status_history (
    history_id bigserial PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE,
    old_status order_status,
    new_status order_status NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    time_in_old_status interval,
    changed_by text
);
COMMENT ON TABLE order_status_history IS 'Every change of an order''s status';
CREATE INDEX order_status_history_order ON order_status_history (order_id, changed_at);
