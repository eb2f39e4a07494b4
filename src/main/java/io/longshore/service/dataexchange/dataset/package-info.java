/** Data sets. */
package io.longshore.service.dataexchange.dataset;
