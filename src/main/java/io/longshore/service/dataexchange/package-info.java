/** AWS Data Exchange: data sets, revisions, assets, and the jobs that move them. */
package io.longshore.service.dataexchange;
