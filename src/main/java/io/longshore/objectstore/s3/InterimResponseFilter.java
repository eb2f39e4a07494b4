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
 * Drops what comes before an answer. A server may send any number of interim answers (100, 102,
 * 103; RFC 9110, 15.2), and proxies do; the SDK's client takes the second one for the answer, and
 * one that it did not ask for, too. Only the one 100 that a request waits for goes on.
 */
final class InterimResponseFilter extends ChannelDuplexHandler {

  private boolean awaited;
  private boolean dropping;
  private boolean dropped;

  /** A connection that has one of these behind its codec, once it is open. */
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
    if (message instanceof HttpResponse answer) {
      dropping = isInterim(answer) && !isAwaited(answer);
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

  /** Who asked for bytes has got none: the client reads on demand only. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.fireChannelReadComplete();
    if (dropped) {
      dropped = false;
      context.read();
    }
  }

  private boolean isAwaited(HttpResponse answer) {
    return awaited && answer.status().equals(HttpResponseStatus.CONTINUE);
  }

  private static boolean isInterim(HttpResponse answer) {
    return answer.status().codeClass() == HttpStatusClass.INFORMATIONAL
        && !answer.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)
        && !(answer instanceof HttpContent);
  }

  /** The client makes its pipeline between the channel's birth and its opening. */
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
