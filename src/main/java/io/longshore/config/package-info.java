/** Settings as records that refuse to be wrong. A leaf: it opens onto no other room. */
package io.longshore.config;
