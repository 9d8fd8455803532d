import Platform

/// From a message to its handler.
extension Connection {
    /// Handles the next event of a message; false when more input is needed.
    func handleEvent(
        of message: inout IncomingMessage, _ input: UnsafeRawBufferPointer,
        _ position: inout Int
    ) -> Bool {
        do throws(ParseFailure) {
            switch try message.nextEvent(in: input, from: &position) {
            case .needsMore: return authenticateEarly(&message)
            case .head:
                let refusal = message.route(
                    by: loop.router, drainedBytes: loop.configuration.drainedBodyBytes,
                    newID: loop.nextRequestID())
                if let refusal { refuse(&message, refusal, nil) }
            case .request: start(&message)
            }
        } catch {
            fail(&message, error)
        }
        return true
    }

    /// Authenticates the request before its content arrives, so that it is not sent in vain, and
    /// takes memory for it; true when the request was refused.
    private func authenticateEarly(_ message: inout IncomingMessage) -> Bool {
        guard message.needsAuthentication, let endpoint = message.endpoint else { return false }
        let request = message.request(from: peer)
        do {
            message.handler = try endpoint.route.authenticate(request)
            message.contentShare = loop.contents.share(ofBytes: message.maximumContentBytes)
            if message.contentShare == nil { throw Problem.unavailable() }
        } catch {
            let response = loop.router.response(
                to: error, request.head, endpoint.address, requestID: request.id)
            refuse(&message, response, endpoint)
            return true
        }
        if message.awaitsContinue { loop.output.append(ResponseWriter.continue) }
        return false
    }

    /// Answers before the content has arrived.
    private func refuse(
        _ message: inout IncomingMessage, _ response: Response, _ endpoint: Endpoint?
    ) {
        let exchange = exchange(message.request(from: peer), endpoint, message)
        let canDrain = message.refuse(drainingUpTo: loop.configuration.drainedBodyBytes)
        if !canDrain { exchange.keepsConnection = false }
        respond(response, to: exchange)
    }

    /// Answers a message that could not be parsed, and closes the connection.
    func fail(_ message: inout IncomingMessage, _ failure: ParseFailure) {
        guard !message.isRefused else {
            state = .closing
            restartsDeadline = true
            return
        }
        if message.requestID.isEmpty { message.requestID = loop.nextRequestID() }
        let exchange = exchange(message.request(from: peer), message.endpoint, message)
        exchange.keepsConnection = false
        respond(
            loop.router.response(to: Problem(failure), requestID: message.requestID), to: exchange)
    }

    private func start(_ message: inout IncomingMessage) {
        let exchange = exchange(message.takeRequest(from: peer), message.endpoint, message)
        if exchange.endpoint?.route.isUrgent == false, loop.mustDefer {
            state = .answering(exchange)
            restartsDeadline = true
            loop.deferRequest(of: self)
        } else {
            startHandler(of: exchange)
        }
    }

    // Inlined, so that the many parts of the request are not moved.
    @inline(__always)
    private func exchange(
        _ request: consuming Request, _ endpoint: Endpoint?, _ message: borrowing IncomingMessage
    ) -> Exchange {
        Exchange(
            request: request, endpoint: endpoint, authenticatedHandler: message.handler,
            contentShare: message.contentShare,
            startNanoseconds: loop.router.isObserved ? MonotonicClock.nanoseconds() : 0,
            keepsConnection: message.parser.head.keepsConnection)
    }

    /// Starts the handler of a deferred request, or refuses it.
    func startDeferred(isLate: Bool) {
        guard case .answering(let exchange) = state else { return }
        state = .idle
        isProcessing = true
        if isLate {
            respond(with: Problem.unavailable(), to: exchange)
        } else {
            startHandler(of: exchange)
        }
        isProcessing = false
        flushAndSetDeadline()
        advance()
    }

    /// Calls the handler of a request: the only place where one starts.
    private func startHandler(of exchange: Exchange) {
        do {
            switch try exchange.callHandler() {
            case .done(let response) where response.isTooLargeForEventLoop:
                run({ response }, exchange)
            case .done(let response): respond(response, to: exchange)
            case .waiting(let operation): run(operation, exchange)
            }
        } catch {
            respond(with: error, to: exchange)
        }
    }

    /// Runs a waiting handler; it starts at once and resumes on this thread.
    private func run(
        _ operation: @escaping @Sendable () async throws -> Response, _ exchange: Exchange
    ) {
        state = .answering(exchange)
        restartsDeadline = true
        let requestID = exchange.request.id
        let task = Task.immediate(executorPreference: loop) {
            do {
                let response = try await RequestContext.$id.withValue(
                    requestID, operation: operation)
                self.handlerEnded(.success(await response.compressedAwayFromEventLoop()))
            } catch {
                self.handlerEnded(.failure(error))
            }
        }
        if isAnswering { self.task = task }
    }

    private func handlerEnded(_ result: consuming Result<Response, any Error>) {
        // The client has left or timed out; a cancelled handler is not an error.
        guard case .answering(let exchange) = state else { return }
        task = nil
        state = .idle
        switch consume result {
        case .success(let response): respond(response, to: exchange)
        case .failure(let error): respond(with: error, to: exchange)
        }
        // A handler that ended without waiting is still inside `process`, which goes on.
        guard !isProcessing else { return }
        flushAndSetDeadline()
        advance()
    }

    /// Cancels a handler that takes too long, and answers for it.
    func stopHandler(of exchange: Exchange) {
        task?.cancel()
        task = nil
        exchange.keepsConnection = false
        let problem = Problem.unavailable(code: "timeout", detail: "The request took too long.")
        respond(
            loop.router.response(to: problem, requestID: exchange.request.id), to: exchange)
    }
}

/// From a response to the output buffer.
extension Connection {
    /// Larger content is sent from its own array and not copied behind the head.
    private static let copiedBodyBytes = 8_192

    private func respond(with error: any Error, to exchange: Exchange) {
        let request = exchange.request
        let response = loop.router.response(
            to: error, request.head, exchange.endpoint?.address ?? .unknown, requestID: request.id)
        respond(response, to: exchange)
    }

    private func respond(_ response: consuming Response, to exchange: Exchange) {
        if response.isToBeCompressed { response.compress() }
        let response = loop.router.finish(response, to: exchange)
        let keeps = exchange.keepsConnection && !loop.isDraining
        let context = ResponseWriter.Context(
            isHead: exchange.request.head.isHead,
            minorVersion: exchange.request.head.minorVersion,
            keepsConnection: keeps, requestID: exchange.request.id)
        let hasContent = ResponseWriter.sendsBody(of: response, in: context)
        let isCopied = response.body.count <= Self.copiedBodyBytes
        ResponseWriter.append(
            response, withContent: hasContent && isCopied, in: context, date: loop.date,
            to: loop.output)
        if hasContent, !isCopied { send(response.body) }
        loop.router.record(response, to: exchange)
        restartsDeadline = true
        if !keeps, !isClosed { state = .closing }
    }
}
