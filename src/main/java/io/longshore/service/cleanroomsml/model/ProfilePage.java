package io.longshore.service.cleanroomsml.model;

import java.util.List;

/** Some users of a model, as they were read. */
public interface ProfilePage {

  /** Decodes the users. Takes milliseconds. */
  List<UserProfile> users();
}
