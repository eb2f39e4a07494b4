/** AWS Data Exchange: data sets, revisions, assets, data grants, event actions and jobs. */
package io.longshore.service.dataexchange;
