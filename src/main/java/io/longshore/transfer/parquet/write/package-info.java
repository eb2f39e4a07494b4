/** Writes rows as Parquet files: types, row groups, pages and footers. */
package io.longshore.transfer.parquet.write;
