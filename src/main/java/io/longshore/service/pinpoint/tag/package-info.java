/** Tags of apps and segments. */
package io.longshore.service.pinpoint.tag;
