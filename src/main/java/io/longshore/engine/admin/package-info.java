/** For operators: search jobs of all accounts, retry and hold them, and count queues. */
package io.longshore.engine.admin;
