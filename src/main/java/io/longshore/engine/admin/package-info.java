/**
 * What operators see and do: search jobs of all accounts, retry, hold, cancel, and count queues.
 */
package io.longshore.engine.admin;
