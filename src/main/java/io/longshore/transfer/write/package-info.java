/** Writes rows to objects: selects lines from big tables, encodes them and streams them out. */
package io.longshore.transfer.write;
