/** Loads of import jobs, and the transaction that makes their rows visible. */
package io.longshore.engine.load;
