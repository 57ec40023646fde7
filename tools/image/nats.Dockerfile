# A NATS server from its static binary, where no registry can be reached that has the official image.
FROM scratch
COPY nats-server /nats-server
USER 1000:1000
ENTRYPOINT ["/nats-server"]
