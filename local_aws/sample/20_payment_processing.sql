-- SPDX-License-Identifier: GPL-3.0-or-later
-- Bounded context payment_processing.

CREATE TABLE payment_methods (
    payment_method_id uuid PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers ON DELETE CASCADE,
    kind character varying(20) NOT NULL CHECK (kind IN ('card', 'bank_transfer', 'wallet', 'invoice')),
    provider character varying(40) NOT NULL,
    token text NOT NULL,
    last_digits character(4),
    expires_on date,
    is_default boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE payment_methods IS 'Means of payment that a customer has stored';
COMMENT ON COLUMN payment_methods.token IS 'Token of the payment provider; no card number is kept';

CREATE TABLE payments (
    payment_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders,
    payment_method_id uuid REFERENCES payment_methods,
    status payment_status NOT NULL DEFAULT 'pending',
    amount numeric(12, 2) NOT NULL CHECK (amount >= 0),
    fee numeric(9, 4) NOT NULL DEFAULT 0,
    currency character(3) NOT NULL DEFAULT 'JPY',
    risk_score real,
    captured_at timestamp with time zone
);
COMMENT ON TABLE payments IS 'Payments of orders; an order may have several';
COMMENT ON COLUMN payments.fee IS 'What the provider keeps, to a hundredth of a sen';
COMMENT ON COLUMN payments.risk_score IS 'From 0 (safe) to 1, as the provider estimates it';

CREATE TABLE transactions (
    transaction_id uuid PRIMARY KEY,
    payment_id bigint NOT NULL REFERENCES payments,
    direction smallint NOT NULL CHECK (direction IN (-1, 1)),
    value numeric(18, 6) NOT NULL,
    ledger_account character varying(34) NOT NULL,
    provider_response jsonb,
    booked_at timestamp(3) with time zone NOT NULL
);
COMMENT ON TABLE transactions IS 'Bookings that a payment caused';
COMMENT ON COLUMN transactions.direction IS '1 is money in, -1 is money out';
CREATE INDEX transactions_payment ON transactions (payment_id);
