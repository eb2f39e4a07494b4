package io.longshore.api;

/**
 * An error of a service's model.
 *
 * @param shape see {@link ErrorCode#shape}
 * @param status see {@link ErrorCode#status}
 */
public record ServiceError(String shape, int status) implements ErrorCode {}
