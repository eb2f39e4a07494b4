/** For operators: the state of targets and deliveries, and delivering again. */
package io.longshore.events.admin;
