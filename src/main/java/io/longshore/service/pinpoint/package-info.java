/** Amazon Pinpoint: apps, endpoints, users, segments, events, import and export jobs. */
package io.longshore.service.pinpoint;
