/** Data grants between accounts of one installation. */
package io.longshore.service.dataexchange.grant;
