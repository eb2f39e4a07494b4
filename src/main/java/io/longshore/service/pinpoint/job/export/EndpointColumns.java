package io.longshore.service.pinpoint.job.export;

import io.longshore.service.pinpoint.endpoint.EndpointMerge;
import io.longshore.transfer.parquet.write.ParquetEncoder;
import io.longshore.transfer.parquet.write.RowMember;
import io.longshore.transfer.write.Compression;
import io.longshore.transfer.write.ObjectEncoder;
import io.longshore.transfer.write.RowTransform;
import java.util.List;
import java.util.Optional;

/** The columns of endpoints in Parquet: all members of an endpoint, whatever a role hides. */
final class EndpointColumns {

  private static final List<RowMember> MEMBERS =
      List.of(
          RowMember.text("Id"),
          RowMember.text("Address"),
          RowMember.text("ApplicationId"),
          new RowMember.TextLists("Attributes"),
          RowMember.text("ChannelType"),
          RowMember.text("CohortId"),
          RowMember.text("CreationDate"),
          new RowMember.Group(
              "Demographic", EndpointMerge.DEMOGRAPHIC.stream().map(RowMember::text).toList()),
          RowMember.text("EffectiveDate"),
          RowMember.text("EndpointStatus"),
          new RowMember.Group(
              "Location",
              List.of(
                  RowMember.text("City"),
                  RowMember.text("Country"),
                  RowMember.number("Latitude"),
                  RowMember.number("Longitude"),
                  RowMember.text("PostalCode"),
                  RowMember.text("Region"))),
          new RowMember.Numbers("Metrics"),
          RowMember.text("OptOut"),
          RowMember.text("RequestId"),
          new RowMember.Group(
              "User",
              List.of(new RowMember.TextLists("UserAttributes"), RowMember.text("UserId"))));

  private EndpointColumns() {}

  /** An encoder of exported lines, for one object. */
  static ObjectEncoder encoder(RowTransform transform, Optional<Compression> compression) {
    return ParquetEncoder.ofJsonLines("endpoint", MEMBERS, transform, compression);
  }
}
