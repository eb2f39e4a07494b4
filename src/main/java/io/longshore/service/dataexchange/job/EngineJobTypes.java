package io.longshore.service.dataexchange.job;

/** The names under which the engine knows the work of Data Exchange's jobs. */
public final class EngineJobTypes {

  public static final String IMPORT = "dataexchange.import";
  public static final String EXPORT = "dataexchange.export";
  public static final String REGISTRATION = "dataexchange.registration";
  public static final String URL = "dataexchange.url";

  private EngineJobTypes() {}
}
