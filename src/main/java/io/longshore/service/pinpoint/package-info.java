/** Amazon Pinpoint: apps, endpoints, segments, export jobs. */
package io.longshore.service.pinpoint;
