/** Endpoints: validation, merging, writing, searching, and bulk changes in the background. */
package io.longshore.service.pinpoint.endpoint;
