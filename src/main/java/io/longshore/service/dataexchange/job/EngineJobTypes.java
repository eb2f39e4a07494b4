package io.longshore.service.dataexchange.job;

/** The engine's names of Data Exchange's job types. */
public final class EngineJobTypes {

  public static final String IMPORT = "dataexchange.import";
  public static final String EXPORT = "dataexchange.export";
  public static final String REGISTRATION = "dataexchange.registration";
  public static final String URL = "dataexchange.url";

  private EngineJobTypes() {}
}
