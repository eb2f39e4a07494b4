/**
 * Blocks of compressed lines of endpoints, which exports pass on while their rows stay the same.
 */
package io.longshore.service.pinpoint.block;
