-- SPDX-License-Identifier: GPL-3.0-or-later
-- aws_lambda with the signatures of Aurora PostgreSQL; made by the embedded AWS.
-- The call goes over a connection of its own to the launcher, so it leaves before the transaction commits.

CREATE FUNCTION aws_lambda._call(endpoint text, request text) RETURNS SETOF record
LANGUAGE c STRICT PARALLEL RESTRICTED
AS '$libdir/dblink', 'dblink_record';

CREATE FUNCTION aws_lambda._invoke(
    function_name text, payload text, region text, invocation_type text, log_type text, context text, qualifier text,
    OUT status_code int, OUT result text, OUT executed_version text, OUT log_result text
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
AS $body$
DECLARE
    endpoint text := pg_read_file('aws_lambda.endpoint');
    request text := json_build_object(
        'function_name', function_name, 'payload', payload, 'region', region, 'qualifier', qualifier,
        'invocation_type', invocation_type, 'log_type', log_type, 'context', context,
        'connect_timeout_ms', current_setting('aws_lambda.connect_timeout_ms', true),
        'request_timeout_ms', current_setting('aws_lambda.request_timeout_ms', true)
    );
BEGIN
    SELECT a.status_code, a.result, a.executed_version, a.log_result
    INTO status_code, result, executed_version, log_result
    FROM aws_lambda._call(endpoint, request) AS a (status_code int, result text, executed_version text, log_result text);
END
$body$;

CREATE FUNCTION aws_lambda.invoke(
    IN function_name text, IN payload json, IN region text DEFAULT NULL,
    IN invocation_type text DEFAULT 'RequestResponse', IN log_type text DEFAULT 'None',
    IN context json DEFAULT NULL, IN qualifier varchar(128) DEFAULT NULL,
    OUT status_code int, OUT payload json, OUT executed_version text, OUT log_result text
)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT status_code, result::json, executed_version, log_result FROM aws_lambda._invoke($1, $2::text, $3, $4, $5, $6::text, $7) $$;

CREATE FUNCTION aws_lambda.invoke(
    IN function_name aws_commons._lambda_function_arn_1, IN payload json,
    IN invocation_type text DEFAULT 'RequestResponse', IN log_type text DEFAULT 'None',
    IN context json DEFAULT NULL, IN qualifier varchar(128) DEFAULT NULL,
    OUT status_code int, OUT payload json, OUT executed_version text, OUT log_result text
)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
AS $$
    SELECT status_code, result::json, executed_version, log_result
    FROM aws_lambda._invoke(($1).function_name, $2::text, ($1).region, $3, $4, $5::text, $6)
$$;

CREATE FUNCTION aws_lambda.invoke(
    IN function_name text, IN payload jsonb, IN region text DEFAULT NULL,
    IN invocation_type text DEFAULT 'RequestResponse', IN log_type text DEFAULT 'None',
    IN context jsonb DEFAULT NULL, IN qualifier varchar(128) DEFAULT NULL,
    OUT status_code int, OUT payload jsonb, OUT executed_version text, OUT log_result text
)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT status_code, result::jsonb, executed_version, log_result FROM aws_lambda._invoke($1, $2::text, $3, $4, $5, $6::text, $7) $$;

CREATE FUNCTION aws_lambda.invoke(
    IN function_name aws_commons._lambda_function_arn_1, IN payload jsonb,
    IN invocation_type text DEFAULT 'RequestResponse', IN log_type text DEFAULT 'None',
    IN context jsonb DEFAULT NULL, IN qualifier varchar(128) DEFAULT NULL,
    OUT status_code int, OUT payload jsonb, OUT executed_version text, OUT log_result text
)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
AS $$
    SELECT status_code, result::jsonb, executed_version, log_result
    FROM aws_lambda._invoke(($1).function_name, $2::text, ($1).region, $3, $4, $5::text, $6)
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA aws_lambda FROM PUBLIC;
GRANT USAGE ON SCHEMA aws_lambda TO rds_superuser WITH GRANT OPTION;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA aws_lambda TO rds_superuser WITH GRANT OPTION;
