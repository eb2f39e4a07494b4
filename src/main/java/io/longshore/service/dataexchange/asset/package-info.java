/** Assets, the bucket that holds them, and the rules for object keys. */
package io.longshore.service.dataexchange.asset;
