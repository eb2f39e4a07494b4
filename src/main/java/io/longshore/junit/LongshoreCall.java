package io.longshore.junit;

/**
 * A call that the server has answered.
 *
 * @param service for example {@code pinpoint}; empty if the server could not tell
 * @param operation for example {@code GetExportJob}; empty if the server could not tell
 * @param path the path of the request, without its query
 * @param status the HTTP status of the answer
 * @param errorCode the error code of the answer; empty if it succeeded
 * @param injected whether a {@link LongshoreFault} decided the answer
 */
public record LongshoreCall(
    String service,
    String operation,
    String method,
    String path,
    int status,
    String errorCode,
    boolean injected) {}
