package io.longshore.service.dataexchange.event;

import io.longshore.events.outbox.EventOutboxStore;
import io.longshore.events.outbox.ServiceEvent;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells what happens to data sets by the events that AWS Data Exchange sends, without the product,
 * which does not exist here. What happens to a data set is told to every account that sees it: the
 * owner, and the receivers of data grants.
 */
public final class DataSetEvents {

  static final String SOURCE = "aws.dataexchange";

  /** The detail-type of a published revision by the type of its assets. */
  private static final Map<String, String> PUBLISHED =
      Map.of(
          "S3_SNAPSHOT", "Revision Published To Data Set",
          "REDSHIFT_DATA_SHARE", "Revision Published To Redshift Data Shares Data Set",
          "API_GATEWAY_API", "Revision Published To API Gateway API Data Set",
          "S3_DATA_ACCESS", "Revision Published to S3 Data Access Data Set(s)",
          "LAKE_FORMATION_DATA_PERMISSION",
              "Revision Published To Lake Formation Data Permission Data Set");

  private static final Map<String, String> NOTIFICATIONS =
      Map.of(
          "DATA_UPDATE", "Data Updated in Data Set",
          "DATA_DELAY", "Data Set Update Delayed",
          "DEPRECATION", "Deprecation Planned for Data Set",
          "SCHEMA_CHANGE", "Schema Change Planned for Data Set");

  private DataSetEvents() {}

  /**
   * Tells that a revision was published.
   *
   * @param source the owner's id of the data set
   */
  public static Future<Void> published(
      Transaction tx, String source, String revision, Optional<String> comment) {
    return toViewers(
        tx,
        source,
        viewer ->
            event(
                viewer,
                PUBLISHED.get(viewer.assetType()),
                viewer.dataSet(),
                revisions(viewer, revision, comment)));
  }

  /** Tells that a revision was revoked. */
  public static Future<Void> revoked(
      Transaction tx, String source, String revision, Optional<String> comment, String why) {
    return toViewers(
        tx,
        source,
        viewer ->
            event(
                viewer,
                viewer.assetType().equals("S3_DATA_ACCESS")
                    ? "Revision Revoked from S3 Data Access Data Set(s)"
                    : "Revision Revoked",
                viewer.dataSet(),
                revisions(viewer, revision, comment).put("RevocationComment", why)));
  }

  /**
   * Tells what the owner notifies of.
   *
   * @param notification the body of SendDataSetNotification
   */
  static Future<Void> notified(Transaction tx, String source, JsonObject notification) {
    JsonObject told = new JsonObject();
    for (String member : List.of("Comment", "Type", "Details", "Scope")) {
      if (notification.containsKey(member)) {
        told.put(member, notification.getValue(member));
      }
    }
    return toViewers(
        tx,
        source,
        viewer -> {
          JsonObject set =
              new JsonObject()
                  .put("Id", viewer.dataSet())
                  .put("Name", viewer.name())
                  .put("AssetType", viewer.assetType());
          return event(
              viewer,
              NOTIFICATIONS.get(notification.getString("Type")),
              viewer.arn(),
              new JsonObject().put("DataSet", set).put("Notification", told));
        });
  }

  /**
   * Tells the owner of a data set that a grant was accepted.
   *
   * @param grantArn the grant, with its name
   */
  public static Future<Void> grantAccepted(
      Transaction tx, String source, String grantArn, String grantName) {
    return toOwner(
        tx,
        source,
        owner ->
            event(
                owner,
                "Data Grant Accepted",
                owner.arn(),
                grant(owner.dataSets(), grantArn, grantName)));
  }

  /**
   * Tells the receiver of a grant that it was revoked.
   *
   * @param dataSet the receiver's id of the data set
   */
  public static Future<Void> grantRevoked(
      Transaction tx,
      String source,
      String receiver,
      String dataSet,
      String grantArn,
      String grantName) {
    return toOwner(
        tx,
        source,
        owner -> {
          DataSetViewer viewer =
              new DataSetViewer(
                  receiver, owner.region(), dataSet, owner.name(), owner.assetType(), false);
          return event(
              viewer,
              "Data Grant Revoked",
              viewer.arn(),
              grant(viewer.dataSets(), grantArn, grantName));
        });
  }

  private static Future<Void> toViewers(
      Transaction tx, String source, Function<DataSetViewer, ServiceEvent> event) {
    return DataSetViewerStore.viewers(tx, source)
        .compose(viewers -> EventOutboxStore.add(tx, viewers.stream().map(event).toList()));
  }

  private static Future<Void> toOwner(
      Transaction tx, String source, Function<DataSetViewer, ServiceEvent> event) {
    return DataSetViewerStore.viewers(tx, source)
        .compose(
            viewers ->
                EventOutboxStore.add(
                    tx, viewers.stream().filter(DataSetViewer::isOwner).map(event).toList()));
  }

  private static ServiceEvent event(
      DataSetViewer viewer, String detailType, String resource, JsonObject detail) {
    return new ServiceEvent(
        viewer.account(), viewer.region(), SOURCE, detailType, List.of(resource), detail);
  }

  private static JsonObject revisions(
      DataSetViewer viewer, String revision, Optional<String> comment) {
    return revisions(revision, comment).put("DataSets", viewer.dataSets());
  }

  static JsonObject revisions(String revision, Optional<String> comment) {
    JsonObject one = new JsonObject().put("Id", revision);
    comment.ifPresent(text -> one.put("Comment", text));
    return new JsonObject()
        .put("RevisionIds", new JsonArray().add(revision))
        .put("Revisions", new JsonArray().add(one));
  }

  private static JsonObject grant(JsonArray dataSets, String arn, String name) {
    return new JsonObject()
        .put("DataSets", dataSets)
        .put("DataGrant", new JsonObject().put("Arn", arn).put("Name", name));
  }
}
