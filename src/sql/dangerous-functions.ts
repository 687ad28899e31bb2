/**
 * Functions that reach beyond the tables a principal may read: code on the cluster, secrets, files, other systems.
 * The names of embedded engines are included because expected SQL may run on one in tests. Matched against the last
 * part of a name, so that `system.builtin.reflect` is caught too.
 */
export const DANGEROUS_FUNCTIONS: ReadonlySet<string> = new Set(
  [
    // Code and network
    "java_method reflect try_reflect python_exec http_request remote_query call_udf shell sys_exec sys_eval system xp_cmdshell",
    // Secrets and settings of the environment
    "secret try_secret get_secret list_secrets getenv duckdb_secrets which_secret current_setting set_config",
    // Streams and the state of streams
    "read_kafka read_kinesis read_pubsub read_pulsar read_statestore read_state_metadata cloud_files cloud_files_state",
    // Files
    "read_csv read_csv_auto read_parquet parquet_scan parquet_metadata parquet_schema read_json read_json_auto",
    "read_json_objects read_json_objects_auto read_ndjson read_ndjson_auto read_ndjson_objects read_text read_blob",
    "read_xlsx sniff_csv glob list_files arrow_scan delta_scan iceberg_scan st_read load_file pg_read_file lo_import",
    "lo_export write_files",
    // Other databases, and SQL in a string
    "sqlite_scan sqlite_query postgres_scan postgres_query mysql_scan mysql_query postgres_execute mysql_execute",
    "jdbc dblink dblink_exec query query_table load_aws_credentials",
    "json_execute_serialized_sql from_substrait from_substrait_json",
  ].flatMap((line) => line.split(" ")),
);
