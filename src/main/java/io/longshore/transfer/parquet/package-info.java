/** The file format Parquet: its footer, pages and encodings, in memory that no file can exceed. */
package io.longshore.transfer.parquet;
