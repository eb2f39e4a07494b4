/** Import jobs: the rows that their attempts load, and the transaction that publishes them. */
package io.longshore.engine.load;
