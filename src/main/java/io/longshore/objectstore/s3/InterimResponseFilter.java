package io.longshore.objectstore.s3;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Drops interim responses. A server or a proxy may send any number of them (100, 102, 103; RFC
 * 9110, 15.2), but the SDK's client takes the second one, or one that it did not request, for the
 * final response. Only the one 100 that a request waits for is passed on.
 */
final class InterimResponseFilter extends ChannelDuplexHandler {

  private boolean awaited;
  private boolean dropping;
  private boolean dropped;

  /** A channel that gets this filter behind its codec as soon as it is active. */
  static Channel channel() {
    NioSocketChannel channel = new NioSocketChannel();
    channel.pipeline().addLast(new Placement());
    return channel;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof HttpRequest request) {
      awaited = HttpUtil.is100ContinueExpected(request);
    }
    context.write(message, promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpResponse response) {
      dropping = isInterim(response) && !isAwaited(response);
      awaited = awaited && dropping;
    }
    if (!dropping) {
      context.fireChannelRead(message);
      return;
    }
    ReferenceCountUtil.release(message);
    dropped = true;
    if (message instanceof LastHttpContent) {
      dropping = false;
    }
  }

  /** The client reads on demand, so a read whose bytes were dropped is repeated. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.fireChannelReadComplete();
    if (dropped) {
      dropped = false;
      context.read();
    }
  }

  private boolean isAwaited(HttpResponse response) {
    return awaited && response.status().equals(HttpResponseStatus.CONTINUE);
  }

  private static boolean isInterim(HttpResponse response) {
    return response.status().codeClass() == HttpStatusClass.INFORMATIONAL
        && !response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)
        && !(response instanceof HttpContent);
  }

  /** Adds the filter later: the client fills its pipeline between registration and activation. */
  private static final class Placement extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      ChannelHandlerContext codec = context.pipeline().context(HttpClientCodec.class);
      if (codec != null) {
        context.pipeline().addAfter(codec.name(), null, new InterimResponseFilter());
      }
      context.fireChannelActive();
      context.pipeline().remove(this);
    }
  }
}
