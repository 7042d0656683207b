package io.pgweir.protocol.sql;

import java.util.List;

/**
 * Words that run no user's code where they precede a parenthesis, a string or follow a cast: keywords of expressions,
 * common built-in types, common built-in functions. A word that is missing costs a false suspicion.
 *
 * <p>Functions that take a name or a query and then run what it stands for are no innocents.
 */
final class InnocentWords {
    private static final String KEYWORDS = "all and any array as asc between by case cast collate cube current_date"
            + " current_role current_schema current_time current_timestamp current_user desc distinct else end escape"
            + " except exists false fetch filter group having ilike in intersect is isnull like limit localtime"
            + " localtimestamp not notnull null offset on or order over partition range rows select session_user"
            + " similar some then true union user using values when where within zone";

    private static final String TYPES = "bigint bit bool boolean box bpchar bytea char character cidr date"
            + " decimal double float float4 float8 inet int int2 int4 int8 integer interval json jsonb macaddr money"
            + " name numeric oid point precision real regclass regproc regtype smallint text time timestamp"
            + " timestamptz timetz tsquery tsvector uuid varbit varchar varying xid xml";

    private static final String FUNCTIONS = "abs age array_agg array_append array_cat array_length array_position"
            + " array_remove array_to_json array_to_string array_upper avg bit_length bool_and bool_or btrim"
            + " cardinality ceil ceiling char_length character_length chr clock_timestamp coalesce concat concat_ws"
            + " convert_from convert_to count current_catalog current_database current_schemas current_setting"
            + " date_bin date_part date_trunc decode div encode every exp extract floor format"
            + " gen_random_uuid greatest has_schema_privilege has_table_privilege hashtext inet_client_addr"
            + " inet_client_port inet_server_addr inet_server_port initcap json_agg json_array_length"
            + " json_build_array json_build_object json_object_agg jsonb_agg jsonb_array_length jsonb_build_array"
            + " jsonb_build_object jsonb_object_agg jsonb_set least left length ln log lower lpad ltrim make_date"
            + " make_interval make_timestamp max md5 min mod now nullif num_nonnulls num_nulls obj_description"
            + " octet_length overlay pg_column_size pg_current_wal_lsn pg_database_size pg_encoding_to_char"
            + " pg_get_userbyid pg_is_in_recovery pg_last_wal_receive_lsn pg_last_wal_replay_lsn"
            + " pg_last_xact_replay_timestamp pg_postmaster_start_time pg_size_pretty pg_sleep"
            + " pg_table_is_visible pg_total_relation_size pg_typeof position power quote_ident quote_literal"
            + " quote_nullable random regexp_match regexp_replace repeat replace reverse right round row"
            + " row_number row_to_json rpad rtrim sha256 sign split_part sqrt starts_with statement_timestamp"
            + " string_agg string_to_array strpos substr substring sum timeofday to_char to_date to_hex to_json"
            + " to_jsonb to_number to_regclass to_regtype to_timestamp transaction_timestamp translate treat trim"
            + " trunc txid_current txid_current_if_assigned unnest upper version generate_series"
            + " pg_advisory_xact_lock pg_try_advisory_xact_lock pg_backend_pid set_config currval lastval nextval"
            + " setval pg_advisory_lock pg_advisory_unlock pg_advisory_unlock_all pg_try_advisory_lock";

    private InnocentWords() {}

    static List<String> all() {
        return List.of((KEYWORDS + " " + TYPES + " " + FUNCTIONS).split(" "));
    }
}
