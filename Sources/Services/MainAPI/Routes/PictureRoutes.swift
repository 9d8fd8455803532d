import BookingDomain
import BookingStore
import Credentials
import HTTP
import Pictures
import SQLite
import ServiceContract
import ServiceRuntime
import TextEncoding

/// Pictures of events, facilitators and the centre: their upload for CRMAPI, and their addresses.
struct PictureRoutes: Sendable {
    let store: Store
    let cleaner: PictureCleaner

    func add(to routes: inout Routes, peer: Authenticator<PeerService>) {
        func addUpload(
            _ pattern: String,
            _ show: @escaping @Sendable (Request, UploadedPicture?) async throws -> Response
        ) {
            routes.put(
                .init(pattern), by: peer, bodyLimit: Picture.maximumByteCount
            ) { request, _ async throws -> Response in
                try await show(request, try await cleaner.upload(in: request))
            }
            routes.delete(.init(pattern), by: peer, bodyLimit: 0) {
                request, _ async throws -> Response in try await show(request, nil)
            }
        }
        addUpload(InternalPath.logo, setLogo)
        addUpload(InternalPath.portraitPattern, setPortrait)
        addUpload(InternalPath.eventPicturePattern, setPictureOfEvent)
        addUpload(InternalPath.seriesPicturePattern, setPictureOfSeries)
        routes.getOrWait("/pictures/{name}", by: .anyone, picture)
    }

    private func setLogo(_ request: Request, _ upload: UploadedPicture?) async throws -> Response {
        .json(
            try await store.write { tx in
                try tx.centre.setLogo(try upload.map { try $0.insert(in: tx) })
            })
    }

    private func setPortrait(
        _ request: Request, _ upload: UploadedPicture?
    ) async throws -> Response {
        let facilitator = try request.facilitator
        return .json(
            try await store.write { tx in
                try tx.pictures.set(try upload.map { try $0.insert(in: tx) }, of: facilitator)
            })
    }

    private func setPictureOfEvent(
        _ request: Request, _ upload: UploadedPicture?
    ) async throws -> Response {
        let facilitator = try request.facilitator
        let id = EventID(try request.identifier("event_id"))
        let event = try await store.write { tx in
            try tx.pictures.set(
                try upload.map { try $0.insert(in: tx) }, of: id, by: facilitator)
        }
        return Response.json(FacilitatorEvent(event: event))
            .with(.entityTag, event.entityTag.value)
    }

    private func setPictureOfSeries(
        _ request: Request, _ upload: UploadedPicture?
    ) async throws -> Response {
        let facilitator = try request.facilitator
        let id = SeriesID(try request.identifier("series_id"))
        var query = try QueryReader(request)
        let first = query.integer("from", in: 1...Int64.max).map { EventID($0) }
        try query.finish()
        let change = try await store.write { tx in
            try tx.pictures.set(
                try upload.map { try $0.insert(in: tx) }, of: id, from: first, by: facilitator)
            return try tx.seriesWithEvents(id, of: facilitator)
        }
        return .json(change)
    }

    /// The bytes behind a name never change, so browsers keep them.
    private func picture(_ request: Request, _: Anyone) throws -> Routes.Handling {
        let name = request.parameters["name"] ?? ""
        guard StoredPicture(name: name) != nil else { throw Problem.notFound }
        let tag = EntityTag(name)
        return .waiting { [store] in
            guard let found = try await store.backgroundReads.read({ try $0.pictures.find(name) })
            else { throw Problem.notFound }
            var response = Response(
                .ok, type: FieldValue(found.mediaType) ?? "application/octet-stream",
                body: found.bytes)
            response.fields.add(.cacheControl, "public, max-age=31536000, immutable")
            response.fields.add(.contentSecurityPolicy, "default-src 'none'; sandbox")
            response.fields.add("Cross-Origin-Resource-Policy", "cross-origin")
            response.fields.add(.entityTag, tag.value)
            return response.unlessCurrentlyTagged(for: request)
        }
    }
}

/// A cleaned picture that is to be stored.
struct UploadedPicture: Sendable {
    private let stored: StoredPicture
    private let picture: Picture

    init(_ picture: Picture) {
        self.picture = picture
        let digest = SHA256.hash(picture.bytes).bytes.prefix(18)
        stored = StoredPicture(
            width: picture.width, height: picture.height, digest: Base64URL.encode(Array(digest)),
            fileExtension: picture.format.fileExtension)
    }

    fileprivate func insert(in tx: Transaction) throws -> StoredPicture {
        try tx.pictures.insert(
            stored, mediaType: picture.format.mediaType, bytes: picture.bytes)
        return stored
    }
}
