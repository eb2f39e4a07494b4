/** Who calls: signatures, keys, and what they may do. Alone makes a Principal. */
package io.longshore.identity;
