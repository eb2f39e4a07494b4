/** What exports under a role hide: the rules of the configuration, and their validation. */
package io.longshore.config.mask;
