/**
 * Built-in functions of Databricks that this engine does not translate. Naming them tells an engine's gap from a
 * name that Databricks would not know either.
 */
export const unsupportedFunctions: ReadonlySet<string> = new Set(
  `acosh aes_decrypt aes_encrypt ai_analyze_sentiment ai_classify ai_extract ai_fix_grammar ai_forecast ai_gen ai_generate_text
  ai_mask ai_parse_document ai_query ai_similarity ai_summarize ai_translate approx_top_k array_insert asinh atanh
  bit_get bit_reverse bitmap_bit_position bitmap_bucket_number bitmap_construct_agg bitmap_count bitmap_or_agg bool_xor
  cloud_files_state collations conv cot cosh count_min_sketch crc32 csc current_metastore
  current_recipient encode event_log find_in_set from_avro from_csv from_protobuf
  from_xml getbit h3_boundaryasgeojson h3_longlatash3 h3_longlatash3string hash histogram_numeric hll_sketch_agg
  hll_sketch_estimate hll_union hll_union_agg http_request ilike input_file_name java_method json_tuple kll_sketch_agg
  list_secrets luhn_check make_interval make_timestamp_ltz map_zip_with mask
  monotonically_increasing_id named_arguments nvarchar parse_url randn randstr read_files read_kafka read_kinesis reflect
  regexp_instr regr_avgx regr_avgy regr_count regr_sxx regr_sxy regr_syy remote_query rint schema_of_csv schema_of_json
  schema_of_json_agg schema_of_variant schema_of_variant_agg schema_of_xml sec secret sentences sequence_number session_window
  shuffle sin sinh skewness soundex spark_partition_id split_to_map sql_keywords st_area st_distance
  st_geomfromtext st_point table_changes tanh timediff to_avro to_binary to_csv to_number to_xml to_geography
  to_geometry to_variant_object transform_keys try_aes_decrypt try_avro try_cast_to try_reflect try_secret try_to_binary
  try_to_number try_url_decode try_validate_utf8 uniform url_decode url_encode uuid vector_search width_bucket_outer
  window_time xpath xpath_boolean xpath_double xpath_float xpath_int xpath_string xxhash64 zeroblob`.split(
    /\s+/,
  ),
);
