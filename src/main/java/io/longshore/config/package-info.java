/** Settings as records that validate themselves. */
package io.longshore.config;
