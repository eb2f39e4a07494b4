/** Tags of data sets, revisions, event actions and data grants. */
package io.longshore.service.dataexchange.tag;
