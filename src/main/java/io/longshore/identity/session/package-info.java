/** Sessions: bearer tokens that stand for an access key for some hours. */
package io.longshore.identity.session;
