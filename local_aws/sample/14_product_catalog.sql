-- SPDX-License-Identifier: GPL-3.0-or-later
-- Bounded context product_catalog.

CREATE TABLE categories (
    category_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id integer REFERENCES categories,
    slug character varying(80) NOT NULL UNIQUE,
    name text NOT NULL,
    path integer[] NOT NULL DEFAULT '{}',
    sort_order smallint NOT NULL DEFAULT 0
);
COMMENT ON TABLE categories IS 'Tree of product categories';
COMMENT ON COLUMN categories.path IS 'Keys of all ancestors, the root first';

CREATE TABLE products (
    product_id bigserial PRIMARY KEY,
    sku character(12) NOT NULL UNIQUE,
    category_id integer NOT NULL REFERENCES categories,
    name text NOT NULL,
    description text,
    list_price numeric(10, 2) NOT NULL CHECK (list_price >= 0),
    tax_rate percentage NOT NULL DEFAULT 10,
    weight_kg double precision,
    price_window numrange,
    specifications xml,
    attributes jsonb NOT NULL DEFAULT '{}',
    images text[] NOT NULL DEFAULT '{}',
    search_document tsvector GENERATED ALWAYS AS (to_tsvector('english', name || ' ' || coalesce(description, ''))) STORED,
    released_on date,
    discontinued boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE products IS 'Everything that can be sold';
COMMENT ON COLUMN products.sku IS 'Twelve characters, printed on the label';
COMMENT ON COLUMN products.list_price IS 'Yen, without tax';
COMMENT ON COLUMN products.price_window IS 'Lowest and highest price that sales staff may agree on';
COMMENT ON COLUMN products.specifications IS 'Data sheet as the supplier sends it';
CREATE INDEX products_search ON products USING gin (search_document);

CREATE TABLE product_variants (
    variant_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL REFERENCES products ON DELETE CASCADE,
    color character varying(40),
    size character varying(20),
    ean bigint UNIQUE,
    price_difference numeric(8, 2) NOT NULL DEFAULT 0,
    dimensions_cm numeric(6, 1)[],
    UNIQUE (product_id, color, size)
);
COMMENT ON TABLE product_variants IS 'Sizes and colours of a product; stock is kept by variant';
COMMENT ON COLUMN product_variants.dimensions_cm IS 'Length, width and height';
