/** Wrappers of the driver's pools and connections, whose futures complete whatever it does. */
package io.longshore.store.pool;
