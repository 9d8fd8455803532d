import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import SQLite
import ServiceContract
import ServiceRuntime

/// Pictures of events, series, facilitators and the center: for guests, and for CRMAPI to set.
struct PictureRoutes: Sendable {
    let store: Store
    private let cleaner = PictureCleaner()
    private let cache: PictureCache

    init(store: Store) {
        self.store = store
        cache = PictureCache(of: store.database)
    }

    func add(to routes: inout Routes, peer: Authenticator<PeerService>) {
        routes.getOrWait("/pictures/{name}", by: .anyone, show)
        let limit = PictureContent.maximumBytes
        for (path, change) in [
            (InternalPath.eventPicturePattern, changeEvent),
            (InternalPath.seriesPicturePattern, changeSeries),
            (InternalPath.portraitPattern, changePortrait), (InternalPath.logo, changeLogo),
        ] {
            routes.put(.init(path), by: peer, bodyLimit: limit) { request, _ in
                let content = try PictureContent(of: request)
                return try await change(request, try await cleaner.clean(content.bytes))
            }
            routes.delete(.init(path), by: peer, bodyLimit: 0) { request, _ in
                try await change(request, nil)
            }
        }
    }

    private func changeEvent(_ request: Request, _ file: PictureFile?) async throws -> Response {
        let id = EventID(try request.identifier("event_id"))
        let facilitator = try request.facilitator
        let versions = try request.expectedVersions()
        let event = try await store.write(by: request.actor) { tx in
            try tx.pictures.set(file, of: id, by: facilitator, expectedVersions: versions)
        }
        return .json(FacilitatorEvent(event: event)).with(.entityTag, event.entityTag.value)
    }

    private func changeSeries(_ request: Request, _ file: PictureFile?) async throws -> Response {
        let (id, facilitator) = (try request.series, try request.facilitator)
        let first = try request.firstPicturedEvent().map { EventID($0) }
        let versions = try request.expectedVersions()
        let change = try await store.write(by: request.actor) { tx in
            try tx.pictures.set(
                file, of: id, from: first, by: facilitator, expectedVersions: versions)
        }
        let response = Response.json(change)
        return response.with(.entityTag, change.entityTag(for: response).value)
    }

    /// The query has the name, because MainAPI may not know a new facilitator yet.
    private func changePortrait(_ request: Request, _ file: PictureFile?) async throws -> Response {
        let id = try request.facilitator
        var query = try QueryReader(request)
        let name = query.string("name", atMost: PersonName.length.upperBound)
        try query.finish()
        guard let name = name.flatMap(PersonName.init)?.text else {
            throw Problem.invalid([
                FieldError(field: "name", code: "required", predicate: "is missing or invalid.")
            ])
        }
        return .json(
            try await store.write(by: request.actor) { tx in
                try tx.pictures.set(file, of: Facilitator(id: id, name: name))
            })
    }

    private func changeLogo(_ request: Request, _ file: PictureFile?) async throws -> Response {
        let versions = try request.expectedVersions()
        let centre = try await store.write(by: .owner) { tx in
            try tx.centre.setLogo(file, expectedVersions: versions)
        }
        return .json(centre).with(.entityTag, centre.entityTag.value)
    }

    /// A picture is read away from the event loop, because it has up to 2 MiB.
    private func show(_ request: Request, _: Anyone) throws -> Routes.Handling {
        guard let name = request.parameters["name"],
            try store.database.lookUp({ try $0.pictures.has(name) })
        else { throw Problem.notFound }
        let tag = EntityTag(name)
        if request.hasCurrent(tag) {
            return .done(Response(.notModified).with(.entityTag, tag.value).immutable)
        }
        if let file = cache.find(name) { return .done(Response(file)) }
        return .waiting { [cache] in
            guard let file = try await cache.read(name) else { throw Problem.notFound }
            return Response(file)
        }
    }
}

extension Response {
    fileprivate init(_ file: PictureFile) {
        self.init(.ok, body: file.bytes)
        fields[.contentType] = FieldValue(file.mediaType)
        fields[.entityTag] = EntityTag(file.picture.name).value
        fields[.contentSecurityPolicy] = "default-src 'none'; sandbox"
        fields["Cross-Origin-Resource-Policy"] = "cross-origin"
        self = immutable
    }

    /// The response for caches: the bytes behind its address never change.
    fileprivate var immutable: Response {
        with(.cacheControl, "public, max-age=31536000, immutable")
    }
}
